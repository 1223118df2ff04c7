using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal;

/// <summary>The first message of an attempt, parsed according to <see cref="PromptFormat"/>.</summary>
/// <param name="Kind">The kind of the task; empty when the message names none.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Idea">The operator's idea.</param>
/// <param name="Artifacts">The artifacts of earlier stages.</param>
/// <param name="Evidence">The evidence of a review; null for none.</param>
/// <param name="Feedback">The reasons why earlier work was rejected, latest last.</param>
/// <param name="Target">The deploy target; null when the message names none.</param>
internal sealed record RehearsalPrompt(
    string Kind,
    int Attempt,
    string Idea,
    IReadOnlyList<Artifact> Artifacts,
    EvidenceReport? Evidence,
    IReadOnlyList<string> Feedback,
    string? Target)
{
    /// <summary>Parses a message.</summary>
    public static RehearsalPrompt Parse(string message)
    {
        // PromptFormat searches for "\n"; an idea that was entered on Windows contains "\r\n".
        message = message.ReplaceLineEndings("\n");
        return new(
            Line(message, PromptFormat.KindPrefix) ?? "",
            int.TryParse(Line(message, PromptFormat.AttemptPrefix), out var attempt) ? attempt : 1,
            string.Join('\n', PromptFormat.ReadTag(message, PromptFormat.IdeaTag)),
            [.. PromptFormat.ReadTag(message, PromptFormat.ArtifactTag).Select(Deserialize<Artifact>).OfType<Artifact>()],
            PromptFormat.ReadTag(message, PromptFormat.EvidenceTag).Select(Deserialize<EvidenceReport>).LastOrDefault(e => e is not null),
            // An empty enclosure is no feedback: it would make the first build a rework.
            [.. PromptFormat.ReadTag(message, PromptFormat.FeedbackTag).Where(f => !string.IsNullOrWhiteSpace(f))],
            Line(message, PromptFormat.TargetPrefix))
        {
            Warnings = PromptFormat.ReadTag(message, PromptFormat.WarningsTag)
                .Select(Deserialize<IReadOnlyList<JsonElement>>)
                .LastOrDefault()?.Count ?? 0,
        };
    }

    /// <summary>The number of warnings that a review must answer.</summary>
    public int Warnings { get; private init; }

    /// <summary>The acceptance criteria of the latest requirements; empty when there are none.</summary>
    public IReadOnlyList<AcceptanceCriterion> Criteria => Artifacts.OfType<Requirements>().LastOrDefault()?.Criteria ?? [];

    // Only lines before the first tag are the factory's own. A line inside a tag that looks like one of them comes from
    // outside.
    private static string? Line(string message, string start)
    {
        foreach (var line in message.Split('\n'))
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line[start.Length..].Trim();
            }

            if (line.StartsWith('<'))
            {
                break;
            }
        }

        return null;
    }

    private static T? Deserialize<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // Treated as missing. The roles report what they lack. An artifact without its kind is not a JsonException:
            // there is no class to read it as.
            return null;
        }
    }
}
