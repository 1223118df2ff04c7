using System.CommandLine;
using Factory.Cli.Commands;
using Factory.Cli.Output;

namespace Factory.Cli;

/// <summary>
/// The root command. To add a command: 1. a file under <c>Commands</c> with <c>Create</c>; 2. its line here; 3. its row
/// in <c>docs/reference/cli.md</c>.
/// </summary>
internal static class FactoryCommand
{
    private const string Description = """
        Turns ideas into tested, reviewed, deployed products.

        Examples:
          factory run "A tip calculator for restaurant bills"
          factory run "Add a dark mode" --repo ~/code/shop --budget 2.50
          factory up --url http://127.0.0.1:7070
          factory run list
          factory doctor
        """;

    /// <summary>
    /// The parser's configuration. An idea may begin with '@' and an option's value with a dash, so response files and
    /// bundled options are off.
    /// </summary>
    public static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>The command tree.</summary>
    public static RootCommand Create(CliEnvironment environment)
    {
        var global = new GlobalOptions();
        var root = new RootCommand(Description);
        root.Add(global.Data);
        root.Add(global.Config);
        root.Add(global.Json);
        var commands = new CommandRunner(global, environment);
        root.Add(RunCommand.Create(commands));
        root.Add(UpCommand.Create(commands));
        root.Add(TaskCommands.Create(commands));
        root.Add(AgentsCommand.Create(commands));
        root.Add(ProvidersCommand.Create(commands));
        root.Add(ModelsCommand.Create(commands));
        root.Add(SpendCommand.Create(commands));
        root.Add(BudgetCommand.Create(commands));
        root.Add(KeyCommand.Create(commands));
        root.Add(SecretCommand.Create(commands));
        root.Add(RoutingCommand.Create(commands));
        root.Add(ProductCommand.Create(commands));
        root.Add(InboxCommand.Create(commands));
        root.Add(ApprovalsCommand.Create(commands));
        root.Add(ApprovalDecisionCommands.Approve(commands));
        root.Add(ApprovalDecisionCommands.Reject(commands));
        root.Add(ApprovalDecisionCommands.RequestChanges(commands));
        root.Add(AnswerCommand.Create(commands));
        root.Add(PauseCommands.Pause(commands));
        root.Add(PauseCommands.Resume(commands));
        root.Add(StopCommand.Create(commands));
        root.Add(ServiceCommand.Create(commands));
        root.Add(LogsCommand.Create(commands));
        root.Add(CleanCommand.Create(commands));
        root.Add(DoctorCommand.Create(commands));
        root.Add(ConfigCommand.Create(commands));
        root.Add(GrainsCommand.Create(commands));
        root.Add(TokenCommand.Create(commands));
        root.Add(StorageCommand.Create(commands));
        root.Add(BackupCommand.Create(commands));
        root.Add(RestoreCommand.Create(commands));
        root.Add(ClusterCommand.Create(commands));
        root.Add(CompletionCommand.Create(commands));

        // After all commands: they walk the finished tree.
        new IdCompletions(global, environment).AttachTo(root);
        EmptyValues.RejectIn(root);
        ExamplesHelp.AttachTo(root);
        return root;
    }

    /// <summary>Parses a command line and runs its command.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment)
    {
        var result = Create(environment).Parse(ReadHelpWord(args), Parser);
        if (result.Errors.Count > 0 && result.Action is System.CommandLine.Invocation.ParseErrorAction || IsHelpOfNothing(result))
        {
            return await RejectAsync(result, args, environment);
        }

        if (CommandLineErrors.FindStrayOption(result, args) is { } stray)
        {
            new ConsoleOutput(environment, args.Contains("--json")).WriteError(stray);
            return ExitCodes.Usage;
        }

        return await InvokeAsync(result, environment);
    }

    // "factory help run", as git and dotnet understand it. An idea that begins with this word is a text of several words.
    private static string[] ReadHelpWord(string[] args) => args is ["help", .. var command] ? [.. command, "--help"] : args;

    // The help of the nearest group would look like an answer about a command that does not exist.
    private static bool IsHelpOfNothing(ParseResult result) =>
        result.Action is ExamplesHelp && result.UnmatchedTokens.Count > 0;

    private static async Task<int> RejectAsync(ParseResult result, string[] args, CliEnvironment environment)
    {
        // The command line could not be parsed, so the parsed value of --json cannot be relied on; a program that asked
        // for JSON must get its error as JSON all the same.
        var json = args.Contains("--json");
        if (CommandLineErrors.IsGroupAlone(result) && !json)
        {
            // Nothing was done, which a script must notice: the exit code is that of a wrong command line.
            string[] help = [.. CommandLineErrors.PathOf(result.CommandResult).Split(' ').Skip(1), "--help"];
            await InvokeAsync(result.RootCommandResult.Command.Parse(help, Parser), environment);
            return ExitCodes.Usage;
        }

        new ConsoleOutput(environment, json).WriteError(CommandLineErrors.Describe(result));
        return ExitCodes.Usage;
    }

    // Signals are handled by SignalHandler, and exceptions by CommandRunner.
    private static Task<int> InvokeAsync(ParseResult result, CliEnvironment environment) => result.InvokeAsync(
        new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        },
        environment.Interrupt);
}
