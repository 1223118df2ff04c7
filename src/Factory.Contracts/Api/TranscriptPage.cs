using System.Text.Json;

namespace Factory.Contracts.Api;

/// <summary>A part of an attempt's transcript.</summary>
/// <param name="Entries">One JSON object per entry, in order: <c>number</c> (from 1), <c>at</c>, <c>kind</c>,
/// <c>text</c>, …. Untrusted text.</param>
/// <param name="Next">Value of <c>from</c> for the next page.</param>
public sealed record TranscriptPage(IReadOnlyList<JsonElement> Entries, long Next);
