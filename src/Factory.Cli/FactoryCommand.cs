using System.CommandLine;
using Factory.Cli.Commands;
using Factory.Cli.Output;

namespace Factory.Cli;

/// <summary>The command as a whole. To add a verb: 1. a file under <c>Commands</c> with <c>Create</c>; 2. its line here; 3. its row in <c>docs/reference/cli.md</c>.</summary>
internal static class FactoryCommand
{
    private const string Description = """
        Ideas go in; tested, reviewed, deployed products come out.

        Examples:
          factory run "A tip calculator for restaurant bills"
          factory run "Add a dark mode" --repo ~/code/shop --budget 2.50
          factory up --url http://127.0.0.1:7070
          factory run list
          factory doctor
        """;

    /// <summary>How command lines are read: an idea may begin with '@' and an option's value with a dash, so neither response files nor bundled options are wanted.</summary>
    public static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>The command tree.</summary>
    public static RootCommand Create(CliEnvironment environment)
    {
        var global = new GlobalOptions();
        var root = new RootCommand(Description);
        root.Add(global.Data);
        root.Add(global.Config);
        root.Add(global.Json);
        var verbs = new CommandRunner(global, environment);
        root.Add(RunCommand.Create(verbs));
        root.Add(UpCommand.Create(verbs));
        root.Add(TaskCommands.Create(verbs));
        root.Add(AgentsCommand.Create(verbs));
        root.Add(ProvidersCommand.Create(verbs));
        root.Add(ModelsCommand.Create(verbs));
        root.Add(SpendCommand.Create(verbs));
        root.Add(BudgetCommand.Create(verbs));
        root.Add(KeyCommand.Create(verbs));
        root.Add(RoutingCommand.Create(verbs));
        root.Add(ApprovalsCommand.Create(verbs));
        root.Add(ApprovalDecisionCommands.Approve(verbs));
        root.Add(ApprovalDecisionCommands.Reject(verbs));
        root.Add(AnswerCommand.Create(verbs));
        root.Add(PauseCommands.Pause(verbs));
        root.Add(PauseCommands.Resume(verbs));
        root.Add(StopCommand.Create(verbs));
        root.Add(ServiceCommand.Create(verbs));
        root.Add(LogsCommand.Create(verbs));
        root.Add(CleanCommand.Create(verbs));
        root.Add(DoctorCommand.Create(verbs));
        root.Add(ConfigCommand.Create(verbs));
        root.Add(GrainsCommand.Create(verbs));
        root.Add(TokenCommand.Create(verbs));
        root.Add(StorageCommand.Create(verbs));
        root.Add(BackupCommand.Create(verbs));
        root.Add(RestoreCommand.Create(verbs));
        root.Add(ClusterCommand.Create(verbs));
        root.Add(CompletionCommand.Create(verbs));
        new IdCompletions(global, environment).AttachTo(root);
        ExamplesHelp.AttachTo(root);
        return root;
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CliEnvironment environment)
    {
        var result = Create(environment).Parse(args, Parser);
        if (result.Errors.Count > 0 && result.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            var output = new ConsoleOutput(environment, args.Contains("--json"));
            output.WriteError(new Problem(
                ErrorCodes.InvalidRequest,
                string.Join(" ", result.Errors.Select(e => e.Message)),
                $"factory {string.Join(" ", CommandPath(result.CommandResult))} --help".Replace("  ", " ", StringComparison.Ordinal)));
            return ExitCodes.Usage;
        }

        // Signals are ours (see Interrupts), and so are exceptions (see Verbs).
        var invocation = new InvocationConfiguration { Output = environment.Out, Error = environment.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await result.InvokeAsync(invocation, environment.Interrupt);
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.SymbolResult result)
    {
        var names = new Stack<string>();
        for (var at = result; at is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } command; at = at.Parent)
        {
            names.Push(command.Command.Name);
        }

        return names;
    }
}
