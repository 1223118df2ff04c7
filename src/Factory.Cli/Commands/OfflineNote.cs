namespace Factory.Cli.Commands;

/// <summary>
/// Says above what is read from the data folder that no silo works on it: a silo that was killed leaves its work behind
/// as if it went on.
/// </summary>
internal static class OfflineNote
{
    /// <summary>Writes the note; with JSON output on standard error.</summary>
    public static void Show(CommandContext context)
    {
        context.Output.IsOffline = true;
        context.Output.WriteNote(
            $"No factory is running: this is how it was left. It goes on with: factory up{context.Settings.DataOption}");
    }
}
