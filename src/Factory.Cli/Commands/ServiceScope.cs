using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Services;

namespace Factory.Cli.Commands;

/// <summary>Whose service a command is about: the options, and calls of the service manager that belongs to it.</summary>
internal sealed class ServiceScope
{
    public Option<bool> User { get; } = new("--user") { Description = "A service of this user. Default unless root" };

    public Option<bool> System { get; } = new("--system") { Description = "A service of the machine. Default for root" };

    /// <summary>True for the machine's service, false for the user's.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>: both options are given.</exception>
    public bool IsSystem(ParseResult parsed, CommandContext context) => (parsed.GetValue(User), parsed.GetValue(System)) switch
    {
        (true, true) =>
            throw new FactoryException(ErrorCodes.InvalidRequest, "--user and --system exclude each other.", "Use only one of them."),
        (_, true) => true,
        (true, _) => false,
        _ => context.Environment.IsRoot,
    };

    /// <summary><c>--user </c> for systemctl and journalctl; empty for the machine's service.</summary>
    public static string Flag(bool system) => system ? "" : "--user ";

    /// <summary>The answer of systemctl to a question about the unit, such as <c>is-active</c>.</summary>
    /// <remarks>
    /// The exit code is ignored: is-active and is-enabled end with an error for every answer but yes, and the answer is in
    /// the output.
    /// </remarks>
    public static async Task<string> QuerySystemdAsync(CommandContext context, bool system, string question) =>
        TerminalSanitizer.SingleLine(
            (await context.Environment.Systemd.RunAsync(system, [question, ServicePlan.Unit], context.Environment.Interrupt)).Output,
            60);

    /// <summary>Runs systemctl, and prints that it was run.</summary>
    /// <exception cref="FactoryException"><c>service_manager.unavailable</c>: it failed.</exception>
    public static async Task RunSystemctlAsync(CommandContext context, bool system, params string[] arguments)
    {
        var command = $"systemctl {Flag(system)}{string.Join(' ', arguments)}";
        context.Output.WriteLine($"ran      {command}");
        var (exit, output) = await context.Environment.Systemd.RunAsync(system, arguments, context.Environment.Interrupt);
        if (exit != 0)
        {
            throw new FactoryException(
                ErrorCodes.ServiceManagerUnavailable,
                $"'{command}' ended with {exit}: {TerminalSanitizer.SingleLine(output, 1000)}",
                $"See why: journalctl {Flag(system)}-u {ServicePlan.Unit}");
        }
    }
}
