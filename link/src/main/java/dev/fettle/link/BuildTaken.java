package dev.fettle.link;

/**
 * What the server answers to a part.
 *
 * @param have how many bytes of the file it has, counted from the beginning; all of them only if they have the file's hash
 */
public record BuildTaken(long have) {
    public byte[] bytes() {
        return Json.object(json -> json.writeNumberProperty("have", have));
    }

    /** @throws LinkException if these are not the bytes of one */
    public static BuildTaken of(byte[] bytes) throws LinkException {
        long have = JsonObject.parse(bytes).only("have").number("have");
        if (have < 0) {
            throw new LinkException("nobody has fewer bytes than none.");
        }
        return new BuildTaken(have);
    }
}
