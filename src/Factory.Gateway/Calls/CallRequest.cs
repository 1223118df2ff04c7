using Factory.Domain.Metering;
using Factory.Gateway.Apis;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Calls;

/// <summary>A call that has been admitted and understood.</summary>
/// <param name="Surface">The client's protocol.</param>
/// <param name="Facts">What its body says.</param>
/// <param name="Body">The body.</param>
/// <param name="Spender">Who pays.</param>
/// <param name="Asked">The model as the client named it.</param>
/// <param name="AsList">True for Gemini's stream as a JSON list.</param>
internal sealed record CallRequest(Surface Surface, RequestInspection Facts, BodyBuffer Body, Spender Spender, string Asked, bool AsList);
