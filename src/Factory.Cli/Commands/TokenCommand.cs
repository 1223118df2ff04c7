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
                Makes a new access token; the old one stops working at once. A factory that is up takes it without a restart, and commands on this machine go on by themselves.

                Example:
                  factory token rotate
                """),
            (_, session) => RotateAsync(session)),
    };

    private static async Task<int> RotateAsync(CommandContext session)
    {
        await using var silo = await SiloConnection.TryOpenAsync(session.Settings, session.Environment);
        var rotated = silo is null
            ? session.Environment.Maintenance.RotateToken(session.Settings.ToSiloOptions())
            : await silo.Client.RotateTokenAsync(session.Environment.Interrupt);
        var file = Path.Combine(session.Settings.Data, SiloFile.TokenName);
        session.Output.WriteJson(new { Type = "token-rotated", rotated.RotatedAt, File = file });
        session.Output.WriteLine($"The token in {TerminalSanitizer.SingleLine(file)} is a new one; the old one is refused from now on.");
        session.Output.WriteLine("Programs of yours that keep a copy of it need the new one.");
        return ExitCodes.Success;
    }
}
