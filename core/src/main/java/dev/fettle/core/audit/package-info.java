/** Who changed what, chained and signed, so that whoever alters it afterwards is found out. */
@NullMarked
package dev.fettle.core.audit;

import org.jspecify.annotations.NullMarked;
