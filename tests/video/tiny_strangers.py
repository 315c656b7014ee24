"""Tiny checkpoints of pipelines that are odd, or that the table of families does not know: see tiny_models."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import transformers
from tiny_models import image_vae, save, wan_vae
from tiny_words import byt5, gemma2, qwen2, t5


def _latte(folder: Path) -> None:
    """Its number of frames is `video_length`, and its places in time are a table of exactly 16."""
    transformer = diffusers.LatteTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=8,
        in_channels=4,
        out_channels=8,
        num_layers=2,
        cross_attention_dim=16,
        attention_bias=True,
        sample_size=8,
        patch_size=2,
        activation_fn="gelu-approximate",
        num_embeds_ada_norm=1000,
        norm_type="ada_norm_single",
        norm_elementwise_affine=False,
        caption_channels=32,
        video_length=16,
    )
    scheduler = diffusers.DDIMScheduler(beta_schedule="linear", clip_sample=False)
    save(
        diffusers.LattePipeline(**t5(longest=120), vae=image_vae(), scheduler=scheduler, transformer=transformer),
        folder,
    )


def _cogvideox(folder: Path) -> None:
    transformer = diffusers.CogVideoXTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=8,
        in_channels=4,
        out_channels=4,
        time_embed_dim=8,
        text_embed_dim=32,
        num_layers=2,
        sample_width=8,
        sample_height=8,
        sample_frames=9,
        max_text_seq_length=226,
    )
    vae = diffusers.AutoencoderKLCogVideoX(
        block_out_channels=(8,) * 4,
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=2,
        sample_height=64,
        sample_width=64,
    )
    scheduler = diffusers.CogVideoXDDIMScheduler(prediction_type="v_prediction", rescale_betas_zero_snr=True)
    parts = {**t5(longest=226), "vae": vae, "scheduler": scheduler, "transformer": transformer}
    save(diffusers.CogVideoXPipeline(**parts), folder)


def _mochi(folder: Path) -> None:
    """6k + 1 frames."""
    transformer = diffusers.MochiTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=2,
        pooled_projection_dim=16,
        in_channels=12,
        text_embed_dim=32,
        time_embed_dim=4,
    )
    vae = diffusers.AutoencoderKLMochi(
        encoder_block_out_channels=(32,) * 4, decoder_block_out_channels=(32,) * 4, layers_per_block=(1,) * 5
    )
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(invert_sigmas=True)
    parts = {**t5(longest=256), "vae": vae, "scheduler": scheduler, "transformer": transformer}
    save(diffusers.MochiPipeline(**parts), folder)


def _sana_video(folder: Path) -> None:
    """Its number of frames is `frames`; it wants multiples of 32 though its parts shrink by 16."""
    transformer = diffusers.SanaVideoTransformer3DModel(
        in_channels=16,
        out_channels=16,
        num_attention_heads=2,
        attention_head_dim=12,
        num_layers=2,
        num_cross_attention_heads=2,
        cross_attention_head_dim=12,
        cross_attention_dim=24,
        caption_channels=16,
        rope_max_seq_len=64,
    )
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler()
    save(diffusers.SanaVideoPipeline(**gemma2(), vae=wan_vae(), scheduler=scheduler, transformer=transformer), folder)


def _hunyuan15(folder: Path) -> None:
    """Guidance is a part and not an argument, and nothing is called between its steps."""
    transformer = diffusers.HunyuanVideo15Transformer3DModel(
        in_channels=9,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=2,
        num_refiner_layers=1,
        text_embed_dim=16,
        text_embed_2_dim=16,
        image_embed_dim=8,
        rope_axes_dim=(2, 2, 4),
        target_size=64,
        task_type="t2v",
    )
    vae = diffusers.AutoencoderKLHunyuanVideo15(
        latent_channels=4, block_out_channels=(32,) * 5, layers_per_block=1, spatial_compression_ratio=16
    )
    parts = {
        **qwen2(),
        **byt5(),
        "vae": vae,
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0),
        "transformer": transformer,
        "guider": diffusers.ClassifierFreeGuidance(guidance_scale=6.0),
    }
    save(diffusers.HunyuanVideo15Pipeline(**parts), folder)


def _svd(folder: Path) -> None:
    """No prompt: a first frame is all that it is given."""
    unet = diffusers.UNetSpatioTemporalConditionModel(
        sample_size=8,
        block_out_channels=(32, 32),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        cross_attention_dim=16,
        num_attention_heads=(2, 2),
        projection_class_embeddings_input_dim=96,
        addition_time_embed_dim=32,
        num_frames=6,
    )
    vae = diffusers.AutoencoderKLTemporalDecoder(
        block_out_channels=(32,) * 4, down_block_types=("DownEncoderBlock2D",) * 4, layers_per_block=1, sample_size=64
    )
    config = transformers.CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=224,  # to which the pipeline scales
        patch_size=112,
        projection_dim=16,
    )
    parts: dict[str, Any] = {
        "image_encoder": transformers.CLIPVisionModelWithProjection(config),
        "feature_extractor": transformers.CLIPImageProcessor(crop_size=224, size=224),
        "scheduler": diffusers.EulerDiscreteScheduler(prediction_type="v_prediction", use_karras_sigmas=True),
    }
    save(diffusers.StableVideoDiffusionPipeline(vae=vae, unet=unet, **parts), folder)


STRANGERS: dict[str, Callable[[Path], None]] = {
    "latte": _latte,
    "cogvideox": _cogvideox,
    "mochi": _mochi,
    "sana-video": _sana_video,
    "hunyuan15": _hunyuan15,
    "svd": _svd,
}
