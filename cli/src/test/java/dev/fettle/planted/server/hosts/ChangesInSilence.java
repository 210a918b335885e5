package dev.fettle.planted.server.hosts;

import dev.fettle.planted.spring.TransactionTemplate;

record ChangesInSilence(TransactionTemplate transaction) {}
