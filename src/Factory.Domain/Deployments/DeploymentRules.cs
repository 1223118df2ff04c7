using Factory.Contracts.Deployments;
using Factory.Domain.Artifacts;
using Factory.Domain.Builds;

namespace Factory.Domain.Deployments;

/// <summary>
/// Rules of a <see cref="Deployment"/>: the target of the task, and a health path on the product's own host.
/// </summary>
internal static class DeploymentRules
{
    public static Deployment Read(SubmissionReader body, ArtifactContext context) => new(
        ReadTarget(body, context),
        ReadHealthPath(body),
        body.Text("notes", ArtifactLimits.Text));

    private static string ReadTarget(SubmissionReader body, ArtifactContext context)
    {
        var target = body.Text("target", ArtifactLimits.Line);
        if (target.Length > 0 && context.DeployTarget is { } allowed && !target.Equals(allowed, StringComparison.OrdinalIgnoreCase))
        {
            body.AddError($"{body.PathOf("target")} is '{target}': this task deploys to '{allowed}' only.");
        }

        // The task's own target, in its own spelling: a model never decides where its change is deployed.
        return context.DeployTarget ?? target;
    }

    private static string ReadHealthPath(SubmissionReader body)
    {
        var path = body.Text("healthPath", ArtifactLimits.Line);
        if (path.Length > 0 && !HealthPath.IsValid(path))
        {
            body.AddError($"{body.PathOf("healthPath")} is '{path}': it must be a path on the product itself that starts with one '/', " +
                "without spaces, '..', '#' or letters beyond ASCII, for example '/' or '/health'.");
        }

        return path;
    }
}
