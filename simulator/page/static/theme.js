// Sets the theme before anything is drawn, so that nobody is blinded by a flash
// of the other one. It is a classic script for that reason: modules run late.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const wanted = () => {
    try {
      return localStorage.getItem('theme') || 'auto';
    } catch {
      return 'auto'; // storage is switched off
    }
  };
  const apply = () => {
    const theme = wanted();
    document.documentElement.dataset.theme =
      theme === 'dark' || (theme !== 'light' && dark.matches) ? 'dark' : 'light';
  };
  dark.addEventListener('change', apply);
  addEventListener('themechange', apply);
  apply();
})();
