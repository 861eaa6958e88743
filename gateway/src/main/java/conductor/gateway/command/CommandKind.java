package conductor.gateway.command;

/** One type of command. */
interface CommandKind {
    /**
     * What the fields ask for.
     *
     * @throws RefusedCommand when one is missing or not allowed.
     */
    Command read(CommandFields fields) throws RefusedCommand;
}
