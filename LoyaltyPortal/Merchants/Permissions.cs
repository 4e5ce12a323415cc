using LoyaltyPortal.Platform.Access;
using Microsoft.AspNetCore.Authorization;

namespace LoyaltyPortal.Merchants;

/// <summary>That the reader works for the merchant in the address and has this permission there.</summary>
/// <param name="Permission">Null: in whatever role.</param>
public sealed record PermissionRequirement(Permission? Permission) : IAuthorizationRequirement;

internal sealed class PermissionHandler(WorkspaceScope scope, Refusals refusals) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (MerchantAccess.UserIdOf(context.User) is null)
            return; // nobody is signed in: that is another requirement's refusal
        if (MerchantRoute.SlugOf(context) is not { } slug || await scope.EnterAsync(slug, context.User) is not { } workspace)
        {
            refusals.RefuseStranger(context, this);
            return;
        }

        refusals.Welcome();
        if (requirement.Permission is not { } permission || workspace.Actor.May(permission))
            context.Succeed(requirement);
    }
}
