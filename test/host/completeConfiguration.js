// Runs in the page before the workbench does, and completes the configuration that the server wrote into the page.
// `window.hotpatchHost` is set by startHost. (The server's own ways are narrower: a built VS Code takes development
// extensions from the address only together with a switch that turns notifications off, and then just one.)
document.addEventListener('readystatechange', () => {
  const element = document.getElementById('vscode-workbench-web-configuration');
  if (document.readyState !== 'interactive' || element === null) return;
  const { developmentOptions, productConfiguration } = window.hotpatchHost;
  const configuration = JSON.parse(element.dataset.settings);
  const product = { ...configuration.productConfiguration, ...productConfiguration };
  for (const service of ['extensionsGallery', 'updateEndpoint', 'serviceWorker', 'telemetryEndpoint', 'voiceWsUrl']) {
    delete product[service];
  }
  configuration.productConfiguration = product;
  configuration.developmentOptions = { ...configuration.developmentOptions, ...developmentOptions };
  element.dataset.settings = JSON.stringify(configuration);
});

const openWindow = window.open.bind(window);
window.open = (address, ...parameters) => {
  window.hotpatchOpened(String(address));
  return openWindow(address, ...parameters);
};
