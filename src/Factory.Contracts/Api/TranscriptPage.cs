using System.Text.Json;

namespace Factory.Contracts.Api;

/// <summary>A part of an attempt's transcript.</summary>
/// <param name="Entries">One JSON object for each thing that happened, in order: <c>number</c> (from 1), <c>at</c>, <c>kind</c>, <c>text</c>, …. Untrusted text.</param>
/// <param name="Next">Value of <c>from</c> for what comes after.</param>
public sealed record TranscriptPage(IReadOnlyList<JsonElement> Entries, long Next);
