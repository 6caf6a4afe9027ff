# Sourced by dev.sh and test.sh: installs the locked packages when they are missing or the lock has changed.
stamp=node_modules/.installed-lock
if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
  echo "▸ installing packages (about a minute the first time)"
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
if ! node_modules/.bin/node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 22 ? 0 : 1)' 2>/dev/null; then
  # The package brings Node as a binary from the npm registry by an install script, which some npm settings skip.
  (cd node_modules/node && node installArchSpecificPackage) || {
    echo "node_modules/.bin/node does not run. Mend it: cd node_modules/node && node installArchSpecificPackage"; exit 1; }
fi
