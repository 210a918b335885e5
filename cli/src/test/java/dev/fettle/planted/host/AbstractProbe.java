package dev.fettle.planted.host;

record AbstractProbe() {}
