"""The link of a campaign, as a mail would hold it."""

from mapping.campaigns import links
from mapping.models import Campaign, ConfirmationRequest, RequestState, Structure


def request_of(structure: Structure) -> str:
    """The path of the link that a mail would hold, which asks of the telephone, the hours and the place."""
    blocks = ["contact", "hours", "place"]
    campaign = Campaign.objects.create(
        title="Relance", blocks=blocks, site="https://example.org/", structures=[structure.pk]
    )
    token, digest = links.new_token()
    ConfirmationRequest.objects.create(
        campaign=campaign,
        structure_id=structure.pk,
        blocks=blocks,
        state=RequestState.SENT,
        token_digest=digest,
        expires_at=links.expiry(),
    )
    return f"/confirmer/{token}/"
