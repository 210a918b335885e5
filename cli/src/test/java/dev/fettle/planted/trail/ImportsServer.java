package dev.fettle.planted.trail;

import dev.fettle.planted.server.ImportsCli;

record ImportsServer(ImportsCli above) {}
