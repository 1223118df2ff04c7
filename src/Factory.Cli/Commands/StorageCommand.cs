using System.CommandLine;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory storage rebuild-index</c>.</summary>
internal static class StorageCommand
{
    public static Command Create(CommandRunner verbs) => new("storage", "The data folder's store.\n\nExample:\n  factory storage rebuild-index")
    {
        verbs.Handle(
            new Command("rebuild-index", "Makes the lists anew from the states, which are the truth. The factory must be down.\n\nExample:\n  factory storage rebuild-index --data ./data"),
            (_, session) => RebuildAsync(session)),
    };

    private static async Task<int> RebuildAsync(CommandContext session)
    {
        if (SiloLocator.IsLocked(session.Settings.Data))
        {
            throw new FactoryException(ErrorCodes.DataFolderLocked, $"A silo holds {session.Settings.Data}.", "Stop it first (Ctrl-C or SIGTERM).");
        }

        var rows = await session.Environment.Maintenance.RebuildIndexAsync(session.Settings.ToSiloOptions(), session.Environment.Interrupt);
        session.Output.WriteJson(new { Type = "index-rebuilt", Rows = rows });
        session.Output.WriteLine($"The index has {rows} rows.");
        return ExitCodes.Success;
    }
}
