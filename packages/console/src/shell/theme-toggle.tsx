import { useState } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { applyTheme, storedTheme, THEMES, type Theme } from './theme.ts';

const ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };
const after = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';

export const ThemeToggle = () => {
  const [theme, setTheme] = useState(storedTheme);
  const change = () => {
    applyTheme(after(theme));
    setTheme(after(theme));
  };
  return (
    <button
      type="button"
      className="control control-quiet"
      onClick={change}
      aria-label={`theme: ${theme}, switch to ${after(theme)}`}
      title={`theme: ${theme}`}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
};
