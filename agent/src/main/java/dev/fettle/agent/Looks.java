package dev.fettle.agent;

/** Takes the inventory of this host and keeps it. */
interface Looks {

    /**
     * @param stamp of the host before the look
     * @throws AgentException if nothing could be found out; what was kept stays
     */
    void look(String stamp) throws AgentException;
}
