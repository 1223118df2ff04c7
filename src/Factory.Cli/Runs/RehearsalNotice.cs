using Factory.Cli.Commands;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Api;

namespace Factory.Cli.Runs;

/// <summary>Says before a run starts that it will be a rehearsal, and what it will build.</summary>
internal sealed class RehearsalNotice(CommandContext context)
{
    /// <summary>
    /// Shows what a rehearsal would build; with a real model, nothing. When no product fits and somebody can be asked,
    /// asks whether to build the fallback.
    /// </summary>
    /// <returns><see cref="StartRunRequest.Rehearse"/> of the request to send.</returns>
    /// <exception cref="FactoryException">The request is invalid, or the operator declined
    /// (<c>rehearsal.no_match</c>).</exception>
    public async Task<bool> ShowAsync(StartRunRequest request, FactoryClient client)
    {
        var preview = (await client.PreviewRunAsync(request, context.Environment.Interrupt)).Rehearsal;
        if (preview is null)
        {
            return request.Rehearse;
        }

        // Refused by the silo, which names what is wrong and the products: without somebody to ask, or in a repository
        // of the operator. Nothing will be rehearsed, so nothing is announced.
        if (request.Repository is not null
            || (preview.Match is null && !request.Rehearse && (context.Output.IsJson || !context.Environment.CanAsk)))
        {
            return request.Rehearse;
        }

        context.Output.WriteJson(new { Type = "rehearsal", preview.Match, preview.Fallback, preview.Products });
        context.Output.WriteMarkup(
            "[yellow]Rehearsal[/]: no real model is available, so scripted models play the agents. It costs nothing.");
        if (preview.Match is { } match)
        {
            context.Output.WriteMarkup($"  It builds the demonstration product [bold]{TerminalSanitizer.SingleLineMarkup(match)}[/], " +
                "which is the nearest to your idea.");
            context.Output.WriteLine();
            return request.Rehearse;
        }

        context.Output.WriteMarkup("  None of its demonstration products fits your idea: " +
            $"{TerminalSanitizer.SingleLineMarkup(string.Join(", ", preview.Products), 2000)}.");
        if (request.Rehearse)
        {
            context.Output.WriteMarkup($"  It builds the product [bold]{TerminalSanitizer.SingleLineMarkup(preview.Fallback)}[/], " +
                "which has nothing to do with it.");
            return true;
        }

        var question = $"  Rehearse with the product '{TerminalSanitizer.SingleLine(preview.Fallback)}' nevertheless?";
        return await Confirmation.AskAsync(question, context) ? true : throw new FactoryException(
            ErrorCodes.RehearsalNoMatch,
            "Nothing was started.",
            "With a real model the factory builds your idea: factory doctor lists the keys it looks for.");
    }
}
