package dev.fettle.planted.link;

import dev.fettle.planted.agent.UsesALibrary;

record ImportsAgent(UsesALibrary above) {}
