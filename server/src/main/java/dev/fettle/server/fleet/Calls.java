package dev.fettle.server.fleet;

import dev.fettle.core.access.Access;
import java.util.List;

/** Something that goes on and needs somebody; whoever knows of such things implements it, for this slice knows nothing of them. */
public interface Calls {
    /**
     * One of them.
     *
     * @param address of the page on which something can be done
     * @param title of that page; hostile
     * @param says sentences on why somebody is needed; hostile in parts
     * @param bad whether it has gone wrong
     */
    record Call(String address, String title, List<String> says, boolean bad) {
        public Call {
            says = List.copyOf(says);
        }
    }

    /** Those that whoever may do that can see or mend, the most pressing or newest first; at most some dozen. */
    List<Call> calls(Access access);
}
