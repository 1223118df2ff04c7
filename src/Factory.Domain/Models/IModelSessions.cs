using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;
using Microsoft.Extensions.AI;

namespace Factory.Domain.Models;

/// <summary>Opens metered chats. No model is reached in any other way, so no call escapes its budgets.</summary>
public interface IModelSessions
{
    /// <summary>A chat for an attempt, with the model it was assigned.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>model.none_suitable</c> when the model is not in the catalogue or its provider is not available.</exception>
    /// <param name="request">What the attempt is to do.</param>
    /// <param name="notice">Receives what users should know while a call goes on, such as a wait for a provider; null for nobody.</param>
    IModelSession Open(AttemptRequest request, Action<string>? notice = null);
}

/// <summary>
/// One attempt's chat. Every call reserves its upper bound in the run's and the day's budget before it goes out and settles afterwards;
/// a refused reservation throws a <see cref="Factory.Contracts.Errors.FactoryException"/> with <c>budget.exceeded</c>.
/// </summary>
public interface IModelSession : IAsyncDisposable
{
    /// <summary>The chat; calls may stream.</summary>
    IChatClient Client { get; }

    /// <summary>The model.</summary>
    ModelDefinition Model { get; }

    /// <summary>Tokens so far.</summary>
    TokenUsage Usage { get; }

    /// <summary>Money so far.</summary>
    Usd Cost { get; }
}
