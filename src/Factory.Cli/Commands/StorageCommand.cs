using System.CommandLine;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory storage rebuild-index</c>.</summary>
internal static class StorageCommand
{
    public static Command Create(CommandRunner commands) =>
        new("storage", "Maintenance of the database in the data folder.\n\nExample:\n  factory storage rebuild-index")
    {
        commands.Handle(
            new Command(
                "rebuild-index",
                "Rebuilds the index, which lists are read from, from the stored states. The factory must not be running.\n\nExample:\n  " +
                "factory storage rebuild-index --data ./data"),
            (_, context) => RebuildAsync(context)),
    };

    private static async Task<int> RebuildAsync(CommandContext context)
    {
        if (SiloLocator.IsLocked(context.Settings.Data))
        {
            throw new FactoryException(
                ErrorCodes.DataFolderLocked,
                $"A running factory uses {context.Settings.Data}.",
                "Stop it first (Ctrl-C or SIGTERM).");
        }

        var rows = await context.Environment.Maintenance.RebuildIndexAsync(context.Settings.ToSiloOptions(), context.Environment.Interrupt);
        context.Output.WriteJson(new { Type = "index-rebuilt", Rows = rows });
        context.Output.WriteLine($"The index has {rows} rows.");
        return ExitCodes.Success;
    }
}
