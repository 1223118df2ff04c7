using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Domain.Metering;

/// <summary>
/// Every model call of the factory goes through it: the gateway's and the built-in loop's. It keeps a spend account per spender, filled by leases of the spender's budgets, so that
/// most calls touch no grain and no disk before they go out.
/// </summary>
public interface IMeter
{
    /// <summary>Reserves the maximum cost of a call. Completes at once while the spend account's lease lasts.</summary>
    /// <exception cref="FactoryException">
    /// <c>budget.exceeded</c> or <c>task.lifetime_limit</c>: the message names the budget, its cap and what is left, the hint the command that raises it. <c>key.revoked</c>: the
    /// spender's spend account has been closed.
    /// </exception>
    ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses the principal's calls from now on, and more money for responses that are streaming. Does not wait: calls under way settle when they
    /// end, and what is left of the leases goes back with <see cref="CloseAccountAsync"/> or with the next scan for idle leases. Idempotent.
    /// </summary>
    void RefuseCalls(string principalId);

    /// <summary>
    /// Closes the principal's account: refuses its calls (<see cref="RefuseCalls"/>), and completes when the calls under way have ended, their rows
    /// are on disk and what is left of the leases has gone back to the budgets. Can take as long as calls may drain; not to be awaited in a grain's
    /// turn. Idempotent.
    /// </summary>
    Task CloseAccountAsync(string principalId);
}

/// <summary>What is known of a call before it goes out.</summary>
/// <param name="Model">Who answers, with its prices.</param>
/// <param name="ModelApi">The API of the caller's request; see <see cref="LedgerRow.ModelApi"/>.</param>
/// <param name="InputTokens">The most that the input can be: bytes of the body (no tokenizer makes more tokens than bytes) or the whole context, whichever is less; the whole context where input lies elsewhere.</param>
/// <param name="OutputTokens">The longest answer that the caller wants, at most what the model gives.</param>
/// <param name="MinOutputTokens">Less than this is no use to the caller: the meter refuses rather than grant less. At most <paramref name="OutputTokens"/>.</param>
/// <param name="Choices">Answers to the one question, each with its own output; 1 for nearly everybody.</param>
/// <param name="Billing">Calls of a plan reserve no money; they are recorded and limited like others.</param>
public readonly record struct CallEstimate(
    ModelDefinition Model,
    ModelApi ModelApi,
    long InputTokens,
    int OutputTokens,
    int MinOutputTokens,
    int Choices = 1,
    Billing Billing = Billing.PayAsYouGo)
{
    /// <summary>Whether some of the input is to be written to the provider's cache for an hour.</summary>
    public bool UsesOneHourCache { get; init; }

    /// <summary>The most that so many tokens of this call can cost.</summary>
    public Usd MaxCostOf(long input, long output) => Model.MaxCostOf(input, output, UsesOneHourCache);
}

/// <summary>A call whose upper bound is reserved. It must be settled, whatever becomes of it; disposing an unsettled one settles it as <see cref="CallOutcome.Interrupted"/>.</summary>
public interface IMeteredCall : IDisposable
{
    /// <summary>Its id, also the ledger row's.</summary>
    string Id { get; }

    /// <summary>The longest answer that the money allows: to be sent upstream as the output cap.</summary>
    int MaxOutputTokens { get; }

    /// <summary>What is reserved.</summary>
    Usd Reserved { get; }

    /// <summary>What it came to; nothing before it is settled.</summary>
    Usd Cost { get; }

    /// <summary>Its tokens, guessed where the provider told none; nothing before it is settled.</summary>
    TokenUsage Usage { get; }

    /// <summary>
    /// While an answer streams: sets more aside when it costs more than what is reserved (a provider that does not keep to the cap). Completes at once in the usual case.
    /// </summary>
    /// <returns>Null while the budgets cover it; else the refusal, and the answer must be cut.</returns>
    ValueTask<Problem?> ExtendReservationAsync(Usd soFar);

    /// <summary>The call ended. Only the first settlement counts. Never waits and never throws: the row is on its way to disk when this returns.</summary>
    void Settle(CallSettlement settlement);

    /// <summary>The call never reached a provider: what was reserved goes back, there is no row.</summary>
    void Void();
}

/// <summary>How a call ended.</summary>
/// <param name="Outcome">What kind of end.</param>
/// <param name="Usage">The provider's numbers; null when it gave none.</param>
/// <param name="Status">The provider's HTTP status; null when there was none.</param>
/// <param name="FirstToken">From the call's start to the first byte of the answer; null when there was none.</param>
/// <param name="Error">What went wrong, one line without secrets; null when nothing did.</param>
/// <param name="OutputBytes">Bytes of answer seen, for a guess of tokens where usage is missing.</param>
public readonly record struct CallSettlement(CallOutcome Outcome, TokenUsage? Usage, int? Status = null, TimeSpan? FirstToken = null, string? Error = null, long OutputBytes = 0);
