package dev.fettle.planted.host;

import dev.fettle.planted.server.ImportsCli;

record ImportsServer(ImportsCli above) {}
