using System.Globalization;
using System.Runtime.InteropServices;
using Factory.Contracts.Errors;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// The program that stands between a command and the sockets that are forwarded to it. It runs on the silo's own .NET
/// runtime, which every machine with a silo has.
/// </summary>
internal static class SocketForwarder
{
    private static readonly string ProgramFolder = Path.Combine(AppContext.BaseDirectory, "forwarder");
    private static readonly string Program = Path.Combine(ProgramFolder, "Factory.Sandbox.Forwarder.dll");

    // <root>/shared/Microsoft.NETCore.App/<version>/: the runtime of this process, not whatever the search path has.
    private static readonly string DotnetRoot =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Full paths of the folders that a sandbox must be able to read.</summary>
    public static IReadOnlyList<string> Folders { get; } = [ProgramFolder, DotnetRoot];

    /// <summary>Returns program and arguments that run a command line with its forwarded sockets.</summary>
    /// <exception cref="FactoryException">Sockets are forwarded, and this installation has no forwarder.</exception>
    public static IReadOnlyList<string> Wrap(SandboxedCommand command)
    {
        string[] shell = ["/bin/sh", "-c", command.CommandLine];
        return command.ForwardedSockets.Count == 0 ? shell : [.. Prefix(command.ForwardedSockets), "--", .. shell];
    }

    private static IEnumerable<string> Prefix(IEnumerable<ForwardedSocket> sockets)
    {
        var dotnet = Path.Combine(DotnetRoot, "dotnet");
        foreach (var needed in (string[])[dotnet, Program])
        {
            if (!File.Exists(needed))
            {
                throw new FactoryException(
                    ErrorCodes.SandboxMissing,
                    $"The sandbox cannot reach the gateway: {needed} is missing.",
                    "Install the factory again.");
            }
        }

        return
        [
            dotnet, Program,
            .. sockets.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Port}:{(int)s.Wait.TotalSeconds}={s.SocketPath}")),
        ];
    }
}
