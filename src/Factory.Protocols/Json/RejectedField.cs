using System.Text.Json;

namespace Factory.Protocols.Json;

/// <summary>A field that changes what the client requests and that no other API can express.</summary>
/// <param name="Field">Its name in the client's own spelling.</param>
/// <param name="Reason">The rule and the fix; in the error it follows the field's name.</param>
/// <param name="IsNoOp">Whether a value changes nothing and is accepted; null for a field that is always
/// rejected.</param>
internal sealed record RejectedField(string Field, string Reason, Func<JsonElement, bool>? IsNoOp = null);
