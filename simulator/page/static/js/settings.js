// The page's own settings: its language and its theme.
import { menu } from './overlay.js';
import { tell } from './world.js';
import { chooseLanguage, languageChoice, t } from './words.js';

function theme() {
  try {
    return localStorage.getItem('theme') || 'auto';
  } catch {
    return 'auto';
  }
}

function chooseTheme(choice) {
  try {
    localStorage.setItem('theme', choice);
  } catch {
    // storage is switched off: the system's theme stays
  }
  dispatchEvent(new Event('themechange'));
}

export function settingsMenu(where) {
  menu(where, [
    { title: t('language') },
    ...['auto', 'zh', 'en'].map((choice) => ({
      label: t({ auto: 'auto', zh: 'chinese', en: 'english' }[choice]),
      checked: languageChoice() === choice,
      act: () => {
        chooseLanguage(choice);
        tell('language');
      },
    })),
    'line',
    { title: t('theme') },
    ...['auto', 'light', 'dark'].map((choice) => ({ label: t(choice), checked: theme() === choice, act: () => chooseTheme(choice) })),
  ], { label: t('settings') });
}
