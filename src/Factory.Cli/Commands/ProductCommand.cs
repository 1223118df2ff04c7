using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Client;
using Factory.Contracts.Deployments;

namespace Factory.Cli.Commands;

/// <summary><c>factory product list|show|logs|stop|start|rollback|remove</c>.</summary>
internal static class ProductCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner commands) =>
        new("product", "The deployed products.\n\nExample:\n  factory product list\n  factory product rollback tip-calculator")
        {
            List(commands),
            Show(commands),
            Logs(commands),
            Change(
                commands,
                "stop",
                "Stops a product; it stays stopped over restarts, until it is started or deployed.",
                (client, name, cancel) => client.StopProductAsync(name, cancel)),
            Change(
                commands,
                "start",
                "Serves a stopped product again.",
                (client, name, cancel) => client.StartProductAsync(name, cancel)),
            RollBack(commands),
            Remove(commands),
        };

    private static Argument<string> NameArgument() => new("product")
    {
        Description = "The product's name",

        // Without it the help lists the completions, that is the products of the running factory.
        HelpName = "product",
    };

    private static Command List(CommandRunner commands) => commands.HandleListWithSilo(
        new Command("list", "The deployed products.\n\nExample:\n  factory product list"),
        (_, client, cancel) => client.ListProductsAsync(cancel),
        (products, context) =>
        {
            if (products.Count == 0)
            {
                context.WriteHint("No product is deployed. A run deploys its product at its end: factory run \"…\"");
                return;
            }

            context.Output.WriteTable(["product", "status", "version", "url", "deployed"], products.Select(p => (string[])[
                p.Name,
                p.Status == ProductStatus.Stopped ? "stopped by the operator" : Formatting.Format(p.Status),
                p.Version.ToString(CultureInfo.InvariantCulture),
                p.Status is ProductStatus.Running or ProductStatus.Asleep ? p.Url ?? "" : "",
                p.Versions.FirstOrDefault(v => v.Number == p.Version) is { } current
                    ? Formatting.Format(current.DeployedAt, context.Environment.Time)
                    : ""]));
        });

    private static Command Show(CommandRunner commands)
    {
        var name = NameArgument();
        return commands.HandleWithSilo(
            new Command("show", "One product and its versions.\n\nExample:\n  factory product show tip-calculator") { name },
            (parsed, client, cancel) => client.GetProductAsync(parsed.GetRequiredValue(name), cancel),
            (product, context) =>
            {
                ShowState(product, context);
                context.Output.WriteLine($"repository {TerminalSanitizer.SingleLine(product.Repository)}, branch " +
                    TerminalSanitizer.SingleLine(product.Branch));
                context.Output.WriteTable(["version", "commit", "deployed", ""], product.Versions.Select(v => (string[])[
                    v.Number.ToString(CultureInfo.InvariantCulture),
                    TerminalSanitizer.SingleLine(v.Commit),
                    Formatting.Format(v.DeployedAt, context.Environment.Time),
                    v.Number == product.Version ? "current" : ""]));
            });
    }

    private static Command Logs(CommandRunner commands)
    {
        var name = NameArgument();
        return commands.HandleWithSilo(
            new Command(
                "logs",
                "The end of what the product's program printed since it was started.\n\nExample:\n  factory product logs tip-calculator")
            {
                name
            },
            (parsed, client, cancel) => client.GetProductLogsAsync(parsed.GetRequiredValue(name), cancel),
            (logs, context) => context.Output.WriteLine(logs.Text.Length == 0
                ? $"{TerminalSanitizer.SingleLine(logs.Product)} has printed nothing since it was started."
                : TerminalSanitizer.MultiLine(logs.Text).TrimEnd('\n')));
    }

    private static Command Change(
        CommandRunner commands,
        string verb,
        string description,
        Func<FactoryClient, string, CancellationToken, Task<ProductView>> change)
    {
        var name = NameArgument();
        return commands.HandleWithSilo(
            new Command(verb, $"{description}\n\nExample:\n  factory product {verb} tip-calculator") { name },
            (parsed, client, cancel) => change(client, parsed.GetRequiredValue(name), cancel),
            ShowState);
    }

    private static Command RollBack(CommandRunner commands)
    {
        var name = NameArgument();
        var version = CommandArguments.NumberOption("--to", "The version to serve; without it the newest one before the present one", 1);
        return commands.HandleWithSilo(
            new Command(
                "rollback",
                "Serves an earlier version; when it is not healthy the present one goes on.\n\nExample:\n  factory product rollback " +
                "tip-calculator")
            {
                name,
                version
            },
            (parsed, client, cancel) => client.RollBackProductAsync(parsed.GetRequiredValue(name), parsed.GetValue(version), cancel),
            ShowState);
    }

    private static Command Remove(CommandRunner commands)
    {
        var name = NameArgument();
        var yes = new Option<bool>("--yes") { Description = "Do not ask; required without a terminal" };
        return commands.Handle(
            new Command(
                "remove",
                "Stops a product and forgets its versions. Its repository stays.\n\nExample:\n  factory product remove tip-calculator")
            {
                name,
                yes
            },
            async (parsed, context) =>
            {
                await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);

                // Before the question: a wrong name should not be asked about.
                var product = await silo.Client.GetProductAsync(parsed.GetRequiredValue(name), context.Environment.Interrupt);
                if (!parsed.GetValue(yes))
                {
                    await ConfirmRemovalAsync(product, context);
                }

                var removed = await silo.Client.RemoveProductAsync(product.Name, context.Environment.Interrupt);
                context.Output.WriteJson(removed);
                context.Output.WriteLine($"{TerminalSanitizer.SingleLine(removed.Name)} is removed. Its repository stays: " +
                    TerminalSanitizer.SingleLine(removed.Repository));
                return ExitCodes.Success;
            });
    }

    private static async Task ConfirmRemovalAsync(ProductView product, CommandContext context)
    {
        var name = TerminalSanitizer.SingleLine(product.Name);
        if (context.Output.IsJson || !context.Environment.CanAsk)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"Removing {name} forgets its {Formatting.Count(product.Versions.Count, "version")}, and nobody can be asked.",
                $"If that is meant: factory product remove {name} --yes");
        }

        if (!await Confirmation.AskAsync(
            $"Stop {name} and forget its {Formatting.Count(product.Versions.Count, "version")}? Its repository stays.",
            context))
        {
            throw new FactoryException(ErrorCodes.Cancelled, "Nothing was removed.");
        }
    }

    private static void ShowState(ProductView product, CommandContext context)
    {
        var (name, url) = (TerminalSanitizer.SingleLine(product.Name), TerminalSanitizer.SingleLine(product.Url));
        context.WriteHint(product.Status switch
        {
            ProductStatus.Running => $"{name} serves version {product.Version} at {url}",
            ProductStatus.Asleep => $"{name} is asleep, because nobody used it. The next request starts version {product.Version}: {url}",
            ProductStatus.Stopped => $"{name} was stopped by the operator, at version {product.Version}. Start it: factory product start " +
                name,
            _ => $"{name} failed: version {product.Version} does not run. Try again: factory product start {name}\n" +
                TerminalSanitizer.MultiLine(product.Reason),
        });
    }
}
