using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal;

/// <summary>The first message, read as <see cref="PromptFormat"/> frames it.</summary>
internal sealed record RehearsalPrompt(string Kind, int Attempt, string Idea, IReadOnlyList<Artifact> Artifacts, EvidenceReport? Evidence, IReadOnlyList<string> Feedback, string? Target)
{
    public static RehearsalPrompt Parse(string message)
    {
        message = message.ReplaceLineEndings("\n");
        return new(
            Line(message, PromptFormat.KindPrefix) ?? "",
            int.TryParse(Line(message, PromptFormat.AttemptPrefix), out var attempt) ? attempt : 1,
            string.Join('\n', PromptFormat.ReadTag(message, PromptFormat.IdeaTag)),
            [.. PromptFormat.ReadTag(message, PromptFormat.ArtifactTag).Select(Deserialize<Artifact>).OfType<Artifact>()],
            PromptFormat.ReadTag(message, PromptFormat.EvidenceTag).Select(Deserialize<EvidenceReport>).LastOrDefault(e => e is not null),
            [.. PromptFormat.ReadTag(message, PromptFormat.FeedbackTag).Where(f => !string.IsNullOrWhiteSpace(f))],
            Line(message, PromptFormat.TargetPrefix));
    }

    /// <summary>The criteria that a change is held against: those of the latest requirements.</summary>
    public IReadOnlyList<AcceptanceCriterion> Criteria => Artifacts.OfType<Requirements>().LastOrDefault()?.Criteria ?? [];

    /// <summary>Only the factory's own lines stand before the first tag.</summary>
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
        catch (JsonException)
        {
            // What cannot be read is not there: the roles say what they miss.
            return null;
        }
    }
}
