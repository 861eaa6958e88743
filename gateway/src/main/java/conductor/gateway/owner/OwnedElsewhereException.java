package conductor.gateway.owner;

/** Another node owns the output streams; the message names it. */
public final class OwnedElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OwnedElsewhereException(Owner owner) {
        super("The streams of this Redis are written by another node: " + owner.text() + ".");
    }
}
