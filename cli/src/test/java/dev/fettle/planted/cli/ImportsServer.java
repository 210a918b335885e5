package dev.fettle.planted.cli;

import dev.fettle.planted.server.hosts.OpenStore;

record ImportsServer(OpenStore aside) {}
