/**
 * Letters that look like a Latin one in most typefaces, by script; what NFKC already folds is not here. Written from
 * how the letters look, kept to those that pass at a glance: a wider table would garble ordinary Greek and Russian.
 */
const CYRILLIC =
  'аa АA ВB еe ЕE сc СC ԁd һh НH іi ІI јj ЈJ КK кk ӏl ӀI МM оo ОO рp РP ԛq ԚQ ѕs ЅS ТT уy УY ԝw ԜW хx ХX ѵv ѴV ԍG гr ґr пn ьb ҮY үy ҺH';
const GREEK = 'αa ΑA ΒB ϲc ϹC ΕE ΗH ιi ΙI ϳj ΚK κk ΜM νv ΝN οo ΟO ρp ΡP ΤT τt υu ΥY χx ΧX ΖZ γy ηn ωw ϝf σo';
const ARMENIAN = 'օo ՕO ոn սu ՍU ցg հh յj զq ԼL ՏS ւi քp';
const LISU_CHEROKEE =
  'ꓐB ꓑP ꓓD ꓔT ꓖG ꓗK ꓙJ ꓚC ꓜZ ꓝF ꓟM ꓠN ꓡL ꓢS ꓣR ꓦV ꓧH ꓪW ꓫX ꓬY ꓮA ꓰE ꓲI ꓳO ꓴU ᎪA ᎬE ᎥI ᎷM ᎻH ᏀG ᏃZ ᏔW ᏙV ᏚS ᏞL ᏟC ᏢP ᎢT ᎫJ ᏦK ᏴB';
const LATIN_AND_PHONETIC = 'ıi ɡg ɑa ɩi ʋv ƽs ɾr';

export const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  [CYRILLIC, GREEK, ARMENIAN, LISU_CHEROKEE, LATIN_AND_PHONETIC]
    .flatMap((row) => row.split(' '))
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);
