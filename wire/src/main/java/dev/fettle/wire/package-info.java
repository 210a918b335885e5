/** What the API and those who ask it say to each other: records without logic, whose names and members are the JSON's. */
@NullMarked
package dev.fettle.wire;

import org.jspecify.annotations.NullMarked;
