using System.Text.Json;

namespace Factory.Protocols.Canonical;

/// <summary>JSON output instead of text.</summary>
/// <param name="Schema">The schema of the reply; null for any JSON object.</param>
/// <param name="Name">OpenAI's name of the schema; null from all other clients.</param>
/// <param name="Description">OpenAI's description of the schema.</param>
/// <param name="Strict">Whether OpenAI enforces the schema; null where the client left it open.</param>
internal sealed record ResponseFormat(JsonElement? Schema, string? Name = null, string? Description = null, bool? Strict = null);
