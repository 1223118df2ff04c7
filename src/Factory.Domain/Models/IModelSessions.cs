using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;
using Microsoft.Extensions.AI;

namespace Factory.Domain.Models;

/// <summary>
/// Opens metered chats for the built-in agent loop. It has no other access to models, so no call bypasses its budgets.
/// </summary>
public interface IModelSessions
{
    /// <summary>A chat for an attempt, with the model it was assigned.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>model.none_suitable</c> when the model is not in
    /// the catalogue or its provider is not available.</exception>
    /// <param name="request">The attempt.</param>
    /// <param name="notice">Receives messages for the user during a call, such as a wait for a provider; null for
    /// none.</param>
    IModelSession Open(AttemptRequest request, Action<string>? notice = null);
}

/// <summary>
/// The chat of one attempt. Every call reserves its upper bound in the attempt's budgets before it is sent, and settles
/// afterwards; a rejected reservation throws a <see cref="Factory.Contracts.Errors.FactoryException"/> with
/// <c>budget.exceeded</c>.
/// </summary>
public interface IModelSession : IAsyncDisposable
{
    /// <summary>The chat client; calls may stream.</summary>
    IChatClient Client { get; }

    /// <summary>The model.</summary>
    ModelDefinition Model { get; }

    /// <summary>Tokens so far.</summary>
    TokenUsage Usage { get; }

    /// <summary>Money so far.</summary>
    Usd Cost { get; }
}
