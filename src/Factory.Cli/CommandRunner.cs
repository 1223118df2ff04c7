using System.CommandLine;
using Factory.Cli.Commands;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Client;
using Factory.Contracts.Api;

namespace Factory.Cli;

/// <summary>Runs commands: gives them their context, and turns exceptions into messages and exit codes.</summary>
internal sealed class CommandRunner(GlobalOptions global, CliEnvironment environment)
{
    public CliEnvironment Environment => environment;

    /// <summary>Sets the action of a command that prints its output itself.</summary>
    public Command Handle(Command command, Func<ParseResult, CommandContext, Task<int>> act)
    {
        // The token that is ignored here is linked to environment.Interrupt, which commands use: FactoryCommand passes
        // it on.
        command.SetAction(async (parsed, _) =>
        {
            GlobalSettings settings;
            try
            {
                settings = global.Read(parsed, environment);
            }
            catch (FactoryException e)
            {
                new ConsoleOutput(environment, parsed.GetValue(global.Json)).WriteError(new Problem(e.Code, e.Message, e.Hint));
                return ExitCodes.For(e.Code);
            }

            var session = new CommandContext(settings, new ConsoleOutput(environment, settings.Json), environment);
            return await RunAsync(session, () => act(parsed, session));
        });
        return command;
    }

    /// <summary>Sets the action of a command that sends one request to a running silo and prints the answer.</summary>
    public Command HandleWithSilo<T>(
        Command command,
        Func<ParseResult, FactoryClient, CancellationToken, Task<T>> ask,
        Action<T, CommandContext> show)
        where T : class =>
        Handle(command, async (parsed, session) =>
        {
            await using var silo = await SiloConnection.OpenAsync(session.Settings, environment);
            return Show(await ask(parsed, silo.Client, environment.Interrupt), session, show);
        });

    /// <summary>
    /// The same for a list that the API sends whole. Its JSON is a page, as that of every list.
    /// </summary>
    public Command HandleListWithSilo<T>(
        Command command,
        Func<ParseResult, FactoryClient, CancellationToken, Task<IReadOnlyList<T>>> ask,
        Action<IReadOnlyList<T>, CommandContext> show) =>
        HandleWithSilo(
            command,
            async (parsed, client, cancel) => new Page<T>(await ask(parsed, client, cancel), Next: null),
            (page, context) => show(page.Items, context));

    /// <summary>
    /// Sets the action of a command that reads from the running silo or, when there is none, from the data folder.
    /// </summary>
    public Command HandleWithSiloOrOffline<T>(
        Command command,
        Func<ParseResult, FactoryClient, CancellationToken, Task<T>> ask,
        Func<ParseResult, CommandContext, CancellationToken, Task<T>> read,
        Action<T, CommandContext> show)
        where T : class =>
        Handle(command, async (parsed, session) =>
        {
            await using var silo = await SiloConnection.TryOpenAsync(session.Settings, environment);
            var answer = silo is null
                ? await read(parsed, session, environment.Interrupt)
                : await ask(parsed, silo.Client, environment.Interrupt);
            if (silo is null)
            {
                OfflineNote.Show(session);
            }

            return Show(answer, session, show);
        });

    private static int Show<T>(T answer, CommandContext session, Action<T, CommandContext> show)
        where T : class
    {
        session.Output.WriteJson(answer);
        if (!session.Output.IsJson)
        {
            show(answer, session);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(CommandContext session, Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (FactoryException e)
        {
            session.Output.WriteError(UnreachableSilo.Explain(e, session.Settings));
            return ExitCodes.For(e.Code);
        }
        catch (OperationCanceledException) when (session.Environment.Interrupt.IsCancellationRequested)
        {
            // Only when the operator interrupted: a cancellation from elsewhere is a fault and is reported as one
            // below.
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            session.Output.WriteError(new Problem(
                ErrorCodes.Internal,
                $"The factory failed unexpectedly: {e.Message}",
                "Set FACTORY_TRACE=1 to see the stack trace, and report it."));

            // Not shown by default: a stack trace hides the message, and means nothing to most operators.
            if (session.Environment.GetEnvironmentVariable("FACTORY_TRACE") is not null)
            {
                session.Environment.Error.WriteLine(e);
            }

            return ExitCodes.Internal;
        }
    }
}

/// <summary>The context of one command.</summary>
/// <param name="Settings">The values of the global options.</param>
/// <param name="Output">Its output.</param>
/// <param name="Environment">Everything outside of the process.</param>
internal sealed record CommandContext(GlobalSettings Settings, ConsoleOutput Output, CliEnvironment Environment)
{
    /// <summary>Writes text for people whose commands lack the data folder of this one.</summary>
    public void WriteHint(string text) => Output.WriteLine(CommandHint.WithDataOption(text, Settings));
}
