// The real module ends the extension host when its parent is gone; the server's process group takes care of that here.
exports.start = () => undefined;
