package dev.fettle.planted.host;

import dev.fettle.planted.mockito.Mockito;

record Mocks(Mockito library) {}
