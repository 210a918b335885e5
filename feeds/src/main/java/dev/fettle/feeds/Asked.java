package dev.fettle.feeds;

/** Whether a file was named itself, or only lies in a folder that was. */
enum Asked {
    BY_NAME,
    BY_FOLDER
}
