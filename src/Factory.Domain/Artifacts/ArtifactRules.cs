using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Domain.Deployments;
using Factory.Domain.Reviews;

namespace Factory.Domain.Artifacts;

/// <summary>
/// Validates a model's submission and turns it into a typed artifact, or returns all errors at once. Tolerant where it
/// does no harm (extra fields, the case of names and verdicts, numbers written as text, JSON wrapped in a string),
/// strict where something depends on the value.
/// </summary>
public static class ArtifactRules
{
    /// <summary>Validates a submission.</summary>
    /// <param name="submitted">The JSON as the model sent it.</param>
    /// <param name="context">The task it is for.</param>
    /// <returns>The artifact, or all errors.</returns>
    public static ArtifactValidationResult Validate(JsonElement submitted, ArtifactContext context)
    {
        var errors = new List<string>();
        var artifact = Unwrap(submitted, errors) is { } body
            ? Read(new SubmissionReader(body, "", errors), context)
            : null;
        return errors.Count > 0 || artifact is null
            ? new ArtifactValidationResult(null, errors)
            : new ArtifactValidationResult(artifact, []);
    }

    private static Artifact Read(SubmissionReader body, ArtifactContext context) => context.Expects switch
    {
        ArtifactKind.Research => ResearchRules.Read(body),
        ArtifactKind.Requirements => RequirementsRules.Read(body),
        ArtifactKind.Change => ChangeRules.Read(body),
        ArtifactKind.Review => ReviewReportRules.Read(body, context),
        ArtifactKind.Deployment => DeploymentRules.Read(body, context),
        _ => throw new ArgumentOutOfRangeException(nameof(context), context.Expects, "There are no rules for this kind of artifact."),
    };

    private static JsonElement? Unwrap(JsonElement submitted, List<string> errors)
    {
        // Some models send the arguments of a tool call as JSON within a JSON string.
        if (submitted.ValueKind == JsonValueKind.String)
        {
            try
            {
                using var document = JsonDocument.Parse(submitted.GetString()!);
                // A clone, because disposing the document returns its memory to a pool.
                submitted = document.RootElement.Clone();
            }
            // GetString throws InvalidOperationException for an unpaired surrogate, which a model can send as an
            // escape.
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                errors.Add($"The result is a text that is not valid JSON ({e.Message.TrimEnd('.')}). Send a JSON object.");
                return null;
            }
        }

        if (submitted.ValueKind == JsonValueKind.Object)
        {
            return submitted;
        }

        errors.Add($"The result must be a JSON object, not {SubmissionReader.Describe(submitted.ValueKind)}.");
        return null;
    }
}
