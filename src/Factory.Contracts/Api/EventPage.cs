using Factory.Contracts.Events;

namespace Factory.Contracts.Api;

/// <summary>Response of <c>GET /api/events</c> to clients that accept <c>application/json</c>.</summary>
/// <param name="Items">Events in order.</param>
/// <param name="Next">Value of <c>after</c> for the next page.</param>
/// <param name="Last">Position of the newest event in the log; 0 when it is empty.</param>
public sealed record EventPage(IReadOnlyList<FactoryEvent> Items, long Next, long Last);
