// Without this module the built-in git extension fails to activate and says so in a notification.
const fs = require('node:fs');

module.exports = {
  ...fs.promises,
  constants: fs.constants,
  copyFileSync: fs.copyFileSync,
  isCloneSupported: () => Promise.resolve(false),
};
