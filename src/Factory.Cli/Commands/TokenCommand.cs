using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;

namespace Factory.Cli.Commands;

/// <summary><c>factory token rotate</c>.</summary>
internal static class TokenCommand
{
    public static Command Create(CommandRunner verbs) => new("token", "The access token of the API.\n\nExample:\n  factory token rotate")
    {
        verbs.Handle(
            new Command("rotate", """
                Replaces the access token; the old one stops working at once. A running factory needs no restart, and commands on this machine read the new one by themselves.

                Example:
                  factory token rotate
                """),
            (_, context) => RotateAsync(context)),
    };

    private static async Task<int> RotateAsync(CommandContext context)
    {
        await using var silo = await SiloConnection.TryOpenAsync(context.Settings, context.Environment);

        // A running silo replaces its token itself, or it would go on accepting the old one.
        var rotated = silo is null
            ? context.Environment.Maintenance.RotateToken(context.Settings.ToSiloOptions())
            : await silo.Client.RotateTokenAsync(context.Environment.Interrupt);
        var file = Path.Combine(context.Settings.Data, SiloFile.TokenName);
        context.Output.WriteJson(new { Type = "token-rotated", rotated.RotatedAt, File = file });
        context.Output.WriteLine($"The token in {TerminalSanitizer.SingleLine(file)} is new; the old one is no longer valid.");
        context.Output.WriteLine("Update programs that have a copy of the old one.");
        return ExitCodes.Success;
    }
}
