using Factory.Contracts.Errors;
using Factory.Domain.Models;
using Factory.Models.Sessions;

namespace Factory.Models.Wires;

/// <summary>A try's place at its provider: taken before the request goes out, left when the answer has ended, and the provider's door is told how it went.</summary>
internal sealed class WirePlace(IProviderPass pass) : IDisposable
{
    /// <summary>Waits for a place.</summary>
    /// <exception cref="FactoryException"><c>model.rate_limited</c> or <c>model.unavailable</c>: the provider takes no call now. Nothing went out.</exception>
    public static async ValueTask<WirePlace> TakeAsync(IProviderGates gates, ModelDefinition model, long tokens, CancellationToken cancellationToken)
    {
        var entry = await gates.EnterAsync(model.Ref.Provider, tokens, cancellationToken);
        if (entry.Pass is { } pass)
        {
            return new WirePlace(pass);
        }

        var refusal = entry.Refusal!;
        var failure = CallOutcome.NothingGenerated(new FactoryException(refusal.Problem.Code, $"{model.Ref}: {refusal.Problem.Message}", refusal.Problem.Hint, retryable: true));
        if (refusal.RetryAfter is { } wait)
        {
            CallOutcome.AskedToWait(failure, wait);
        }

        throw failure;
    }

    /// <summary>The whole answer came.</summary>
    /// <param name="tokens">What it used; null when nobody said.</param>
    public void Worked(long? tokens) => pass.Report(new(ProviderAnswerKind.Works, Tokens: tokens));

    /// <summary>It failed, in the words of <see cref="WireFailures"/>.</summary>
    public void Failed(FactoryException failure) =>
        pass.Report(new(KindOf(failure), CallOutcome.WaitOf(failure), CallOutcome.IsNothingGenerated(failure) ? 0 : null));

    /// <inheritdoc/>
    public void Dispose() => pass.Dispose();

    private static ProviderAnswerKind KindOf(FactoryException failure) => failure.Code switch
    {
        ErrorCodes.ModelRateLimited => ProviderAnswerKind.Busy,
        ErrorCodes.ModelKeyRefused or ErrorCodes.ModelCreditExhausted => ProviderAnswerKind.Shut,
        ErrorCodes.ModelUnavailable => failure.InnerException is WireRefusal { Status: 529 } ? ProviderAnswerKind.Busy : ProviderAnswerKind.Fails,
        ErrorCodes.ModelAnswerBroken => ProviderAnswerKind.Fails,
        _ => ProviderAnswerKind.Works,
    };
}
