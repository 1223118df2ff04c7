using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;

namespace Factory.Domain.Metering;

/// <summary>
/// Meters every model call of the factory, the gateway's and the built-in loop's. It holds an account for each
/// principal that is funded by leases of the principal's budgets, so that most calls need neither a grain call nor the
/// disk before they are sent.
/// </summary>
public interface IMeter
{
    /// <summary>Reserves the maximum cost of a call. Completes at once while the account's lease covers it.</summary>
    /// <exception cref="FactoryException">
    /// <c>budget.exceeded</c> or <c>task.lifetime_limit</c>: the message names the budget, its cap and the rest, the
    /// hint the command that raises it. <c>key.revoked</c>: the account has been closed.
    /// </exception>
    ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken);

    /// <summary>
    /// Refuses the principal's calls from now on, and more money for responses that are streaming. Does not wait: calls
    /// under way settle when they end, and what is left of the leases goes back with <see cref="CloseAccountAsync"/> or
    /// with the next scan for idle leases. Idempotent.
    /// </summary>
    void RefuseCalls(PrincipalId principal);

    /// <summary>
    /// Closes the principal's account: refuses its calls (<see cref="RefuseCalls"/>), and completes when the calls
    /// under way have ended, their rows are on disk and what is left of the leases has gone back to the budgets. Can
    /// take as long as calls may drain; not to be awaited in a grain's turn. Idempotent.
    /// </summary>
    /// <exception cref="TimeoutException">The rows cannot be written now. Calls are refused all the same, and the leases go
    /// back with a later scan.</exception>
    Task CloseAccountAsync(PrincipalId principal);

    /// <summary>
    /// What the principal's calls have used since this silo started, as far as they have ended; nothing for a principal
    /// that has made none.
    /// </summary>
    AccountTotals TotalsOf(PrincipalId principal);
}

/// <summary>What the calls of a principal have used.</summary>
/// <param name="Calls">Calls that have ended.</param>
/// <param name="Usage">Their tokens.</param>
/// <param name="Cost">Their cost; what a subscription pays counts at the price of the API.</param>
public readonly record struct AccountTotals(int Calls, TokenUsage Usage, Usd Cost);

/// <summary>What is known of a call before it is sent.</summary>
/// <param name="Model">The model, with its prices.</param>
/// <param name="ModelApi">The API of the caller's request; see <see cref="LedgerRow.ModelApi"/>.</param>
/// <param name="InputTokens">Upper bound of the input: the bytes of the body (no tokenizer produces more tokens than
/// bytes) or the whole context, whichever is less; the whole context when input is referenced by URL or file.</param>
/// <param name="OutputTokens">The maximum output that the caller requested, at most the model's.</param>
/// <param name="MinOutputTokens">Minimum output that is of use to the caller: the meter rejects the call rather than
/// grant less. At most <paramref name="OutputTokens"/>.</param>
/// <param name="Choices">Number of responses, each with its own output; usually 1.</param>
/// <param name="Billing">Calls of a subscription reserve no money; they are recorded and rate-limited like
/// others.</param>
public readonly record struct CallEstimate(
    ModelDefinition Model,
    ModelApi ModelApi,
    long InputTokens,
    int OutputTokens,
    int MinOutputTokens,
    int Choices = 1,
    Billing Billing = Billing.PayAsYouGo)
{
    /// <summary>True when some of the input is written to the provider's cache for an hour.</summary>
    public bool UsesOneHourCache { get; init; }

    /// <summary>Upper bound of the cost of so many tokens of this call.</summary>
    public Usd MaxCostOf(long input, long output) => Model.MaxCostOf(input, output, UsesOneHourCache);
}

/// <summary>
/// A call whose upper bound is reserved. It must be settled or voided; disposing an unsettled one settles it as
/// <see cref="CallOutcome.Interrupted"/>.
/// </summary>
public interface IMeteredCall : IDisposable
{
    /// <summary>Its id, also of its ledger row.</summary>
    string Id { get; }

    /// <summary>
    /// The maximum output that the reservation covers: to be sent to the provider as the output limit.
    /// </summary>
    int MaxOutputTokens { get; }

    /// <summary>The reserved amount.</summary>
    Usd Reserved { get; }

    /// <summary>Its cost; zero before it is settled.</summary>
    Usd Cost { get; }

    /// <summary>Its tokens, estimated if the provider reported none; zero before it is settled.</summary>
    TokenUsage Usage { get; }

    /// <summary>
    /// While a response streams: raises the reservation when the response costs more (a provider that exceeds the
    /// output limit). Usually completes at once.
    /// </summary>
    /// <param name="soFar">Cost of the response so far.</param>
    /// <returns>Null while the budgets cover it; otherwise the problem, and the response must be cut.</returns>
    ValueTask<Problem?> ExtendReservationAsync(Usd soFar);

    /// <summary>
    /// Ends the call and queues its ledger row. Only the first settlement counts. Never blocks and never throws.
    /// </summary>
    void Settle(CallSettlement settlement);

    /// <summary>Ends a call that never reached a provider: releases the reservation and writes no row.</summary>
    void Void();
}

/// <summary>How a call ended.</summary>
/// <param name="Outcome">The kind of end.</param>
/// <param name="Usage">Usage that the provider reported; null when it reported none.</param>
/// <param name="Status">The provider's HTTP status; null when there was none.</param>
/// <param name="FirstToken">From the call's start to the first byte of the response; null when there was none.</param>
/// <param name="Error">What went wrong, one line without secrets; null when nothing did.</param>
/// <param name="EstimatedOutput">Output tokens, estimated from the content that arrived. Counts where usage is missing and
/// where the response broke off.</param>
public readonly record struct CallSettlement(
    CallOutcome Outcome,
    TokenUsage? Usage,
    int? Status = null,
    TimeSpan? FirstToken = null,
    string? Error = null,
    long EstimatedOutput = 0);
