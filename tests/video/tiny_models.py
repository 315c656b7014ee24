"""Tiny random checkpoints of video pipelines on disk, for tests that load and run them as if they were real.

`tiny("wan")` is a folder that `DiffusionPipeline.from_pretrained` takes: a few hundred kilobytes, made once and kept
under the system's folder for temporary files. Every part has the layout of the real one, so shapes, strides, arguments
and errors are the real ones; what the pictures show is noise. No network, no tokenizer files.
"""

import functools
import gc
import hashlib
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from tiny_words import clip, gemma3, t5

torch.set_num_threads(1)  # hand-overs between threads cost more than these models

_EDITION = (
    *(library.__version__ for library in (torch, diffusers, transformers)),
    *((Path(__file__).parent / f"tiny_{part}.py").read_text("utf-8") for part in ("models", "words", "strangers")),
)


def tiny(name: str) -> Path:
    """The folder of the tiny checkpoint `name` (see builders); built when it is not there yet."""
    quiet()
    _settle()
    folder = _shelf() / name
    if not folder.is_dir():
        _build(name, folder)
    return folder


def load(name: str, **options: Any) -> Any:
    """The pipeline of the tiny checkpoint `name`."""
    return diffusers.DiffusionPipeline.from_pretrained(str(tiny(name)), local_files_only=True, **options)


def quiet() -> None:
    """No progress bars, log lines and notices of the libraries in a test's output."""
    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


def generic_image(width: int, height: int, tone: int = 0) -> NDArray[np.uint8]:
    """A picture (height, width, 3) with a gradient and a square in it; another `tone` is another picture."""
    y, x = np.mgrid[0:height, 0:width]
    picture = np.stack(
        [x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x + y + 40 * tone) % 256], axis=-1
    )
    picture[height // 4 : height // 2, width // 4 : width // 2] = (200, 30 * tone % 256, 40)
    return picture.astype(np.uint8)


def generic_clip(frames: int, width: int, height: int) -> NDArray[np.uint8]:
    """(frames, height, width, 3): the generic image on the move."""
    return np.stack([generic_image(width, height, tone) for tone in range(frames)])


@functools.cache
def _settle() -> None:
    """What the libraries have made while they were imported stays: half a million objects that each collection of
    garbage would look through, for a third of a second, without ever finding one. What comes later is collected."""
    gc.collect()
    gc.freeze()


def _shelf() -> Path:
    """One folder for this code with these libraries; another edition of either builds anew."""
    key = hashlib.sha256("\n".join(_EDITION).encode()).hexdigest()[:16]
    owner = os.getuid() if hasattr(os, "getuid") else 0
    return Path(tempfile.gettempdir()) / f"moviefactory-tiny-{owner}" / key


def _build(name: str, folder: Path) -> None:
    """Built aside and renamed, so that processes side by side never see half a checkpoint."""
    partial = folder.with_name(f"partial.{name}.{uuid.uuid4().hex[:8]}")
    partial.mkdir(parents=True, mode=0o700)
    try:
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.manual_seed(0)
            builders()[name](partial)
        partial.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def save(pipe: Any, folder: Path) -> None:
    for part in pipe.components.values():
        if isinstance(part, torch.nn.Module):
            part.eval()  # a text encoder that was built and not loaded is in training: dropout
    pipe.save_pretrained(str(folder), safe_serialization=True)


# Wan: UMT5, a video VAE of factors 8 and 4, flow UniPC.


def wan_vae() -> Any:
    vae = diffusers.AutoencoderKLWan(
        base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
    )
    with torch.no_grad():  # of so few channels, and untrained, it would pass on next to nothing of a picture
        for layer in (vae.quant_conv, vae.post_quant_conv):
            layer.weight.mul_(10)
    return vae


def _wan_parts(shift: float = 3.0) -> dict[str, Any]:
    scheduler = diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=shift
    )
    return {**t5(umt5=True), "vae": wan_vae(), "scheduler": scheduler}


def _wan_transformer(channels: int = 16, out: int = 16, kind: Any = None, **more: Any) -> Any:
    return (kind or diffusers.WanTransformer3DModel)(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=channels,
        out_channels=out,
        text_dim=32,
        freq_dim=32,
        ffn_dim=32,
        num_layers=2,
        rope_max_seq_len=64,
        **more,
    )


def _wan(folder: Path) -> None:
    save(diffusers.WanPipeline(**_wan_parts(), transformer=_wan_transformer()), folder)


def _wan_i2v(folder: Path) -> None:
    """36 channels: the latent's 16, those of the frames given, and a mask; no image encoder, as in Wan 2.2."""
    parts = {**_wan_parts(), "image_encoder": None, "image_processor": None}
    save(diffusers.WanImageToVideoPipeline(**parts, transformer=_wan_transformer(36)), folder)


def _wan_vace(folder: Path) -> None:
    kind = diffusers.WanVACETransformer3DModel
    transformer = _wan_transformer(kind=kind, vace_layers=[0], vace_in_channels=96)
    for block in transformer.vace_blocks:  # or else what it is given changes no picture by a tone
        torch.nn.init.normal_(block.proj_out.weight)
    save(diffusers.WanVACEPipeline(**_wan_parts(), transformer=transformer), folder)


def _wan_5b(folder: Path) -> None:
    """As Wan2.2-TI2V-5B: a VAE of factor 16, and one set of weights for words and for a first frame."""
    vae = diffusers.AutoencoderKLWan(
        base_dim=4,
        decoder_base_dim=4,
        z_dim=48,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        scale_factor_spatial=16,
        latents_mean=[0.0] * 48,
        latents_std=[1.0] * 48,
    )
    parts = {**_wan_parts(5.0), "vae": vae, "transformer": _wan_transformer(48, 48)}
    save(diffusers.WanPipeline(**parts, expand_timesteps=True), folder)


def _wan_a14b(folder: Path) -> None:
    """As Wan2.2-A14B: one expert for the noisy steps, one for the others."""
    experts = {"transformer": _wan_transformer(), "transformer_2": _wan_transformer()}
    save(diffusers.WanPipeline(**_wan_parts(5.0), **experts, boundary_ratio=0.875), folder)


# LTX: VAEs of factors 32 and 8.


def _ltx(folder: Path) -> None:
    transformer = diffusers.LTXVideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        num_attention_heads=2,
        attention_head_dim=8,
        cross_attention_dim=16,
        num_layers=2,
        caption_channels=32,
    )
    vae = diffusers.AutoencoderKLLTXVideo(
        latent_channels=8,
        block_out_channels=(8,) * 4,
        decoder_block_out_channels=(8,) * 4,
        layers_per_block=(1,) * 5,
        decoder_layers_per_block=(1,) * 5,
        spatio_temporal_scaling=(True, True, True, False),
        decoder_spatio_temporal_scaling=(True, True, True, False),
        decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4,
        upsample_factor=(1,) * 4,
    )
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(
        use_dynamic_shifting=True,
        base_shift=0.95,
        max_shift=2.05,
        base_image_seq_len=1024,
        max_image_seq_len=4096,
        shift_terminal=0.1,
    )
    parts = {**t5(longest=128), "vae": vae, "scheduler": scheduler, "transformer": transformer}
    save(diffusers.LTXPipeline(**parts), folder)


def _ltx2(folder: Path) -> None:
    """Sound and picture together: Gemma 3, connectors, a VAE for each and a vocoder (16 kHz, stereo)."""
    heads = {"num_attention_heads": 2, "attention_head_dim": 8}
    transformer = diffusers.LTX2VideoTransformer3DModel(
        in_channels=4,
        out_channels=4,
        cross_attention_dim=16,
        audio_in_channels=4,
        audio_out_channels=4,
        audio_num_attention_heads=2,
        audio_attention_head_dim=4,
        audio_cross_attention_dim=8,
        num_layers=2,
        caption_channels=16,
        rope_double_precision=False,
        rope_type="split",
        **heads,
    )
    parts = {**gemma3(), **_ltx2_video(), **_ltx2_sound(), "transformer": transformer}
    nobody = {"processor": None, "prompt_enhancer": None, "duration_head": None}
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler()
    save(diffusers.LTX2Pipeline(scheduler=scheduler, **parts, **nobody), folder)


def _ltx2_video() -> dict[str, Any]:
    from diffusers.pipelines.ltx2 import LTX2TextConnectors

    connectors = LTX2TextConnectors(
        caption_channels=16,
        text_proj_in_factor=3,
        video_connector_num_attention_heads=2,
        video_connector_attention_head_dim=8,
        video_connector_num_layers=1,
        video_connector_num_learnable_registers=None,
        audio_connector_num_attention_heads=2,
        audio_connector_attention_head_dim=8,
        audio_connector_num_layers=1,
        audio_connector_num_learnable_registers=None,
        connector_rope_base_seq_len=32,
        rope_theta=10000.0,
        rope_double_precision=False,
        causal_temporal_positioning=False,
        rope_type="split",
    )
    vae = diffusers.AutoencoderKLLTX2Video(
        latent_channels=4,
        block_out_channels=(8,) * 3,
        decoder_block_out_channels=(8,) * 3,
        layers_per_block=(1,) * 4,
        decoder_layers_per_block=(1,) * 4,
        spatio_temporal_scaling=(True,) * 3,
        decoder_spatio_temporal_scaling=(True,) * 3,
        decoder_inject_noise=(False,) * 4,
        downsample_type=("spatiotemporal",) * 3,
        upsample_residual=(False,) * 3,
        upsample_factor=(1,) * 3,
        decoder_causal=False,
        decoder_spatial_padding_mode="zeros",  # "reflect" wants two latents a side
    )
    return {"connectors": connectors, "vae": vae}


def _ltx2_sound() -> dict[str, Any]:
    from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder

    audio_vae = diffusers.AutoencoderKLLTX2Audio(
        base_channels=4,
        ch_mult=(1,),
        num_res_blocks=1,
        resolution=32,
        latent_channels=2,
        mid_block_add_attention=False,
        mel_bins=8,
    )
    vocoder = LTX2Vocoder(
        in_channels=16,
        hidden_channels=32,
        upsample_kernel_sizes=[20, 32],
        upsample_factors=[10, 16],  # as many samples as the audio VAE's hop of 160 stands for
        resnet_kernel_sizes=[3],
        resnet_dilations=[[1, 3, 5]],
        output_sampling_rate=16000,
    )
    return {"audio_vae": audio_vae, "vocoder": vocoder}


# Stable Diffusion and what stands on its UNet.

_SD_HIDDEN = 16
_SD_CHANNELS = (8, 16)


def image_vae() -> Any:
    return diffusers.AutoencoderKL(
        block_out_channels=(8,) * 4,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=64,
    )


def _sd_parts() -> dict[str, Any]:
    unet = diffusers.UNet2DConditionModel(
        sample_size=8,
        block_out_channels=_SD_CHANNELS,
        layers_per_block=1,
        norm_num_groups=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=_SD_HIDDEN,
        attention_head_dim=2,
    )
    scheduler = diffusers.DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="linear", clip_sample=False, steps_offset=1
    )
    return {**clip(_SD_HIDDEN), "vae": image_vae(), "unet": unet, "scheduler": scheduler}


def _sd(folder: Path) -> None:
    nobody = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    save(diffusers.StableDiffusionPipeline(**_sd_parts(), **nobody), folder)


def _adapter() -> Any:
    return diffusers.MotionAdapter(
        block_out_channels=_SD_CHANNELS,
        motion_layers_per_block=1,
        motion_norm_num_groups=4,
        motion_num_attention_heads=2,
        motion_max_seq_length=32,
    )


def _motion_adapter(folder: Path) -> None:
    _adapter().save_pretrained(str(folder))


def _animatediff(folder: Path) -> None:
    save(diffusers.AnimateDiffPipeline(**_sd_parts(), motion_adapter=_adapter()), folder)


def _ip_adapter(folder: Path) -> None:
    """Laid out as the public ones: models/ip-adapter_sd15.safetensors and models/image_encoder/."""
    from safetensors.torch import save_file

    tokens, hidden = 4, 12
    weights = {
        "image_proj.proj.weight": torch.randn(tokens * _SD_HIDDEN, hidden),
        "image_proj.proj.bias": torch.randn(tokens * _SD_HIDDEN),
        "image_proj.norm.weight": torch.ones(_SD_HIDDEN),
        "image_proj.norm.bias": torch.zeros(_SD_HIDDEN),
    }
    unet = _sd_parts()["unet"]
    widths = [unet.get_submodule(name.removesuffix(".processor")).inner_dim for name in unet.attn_processors]
    for number, (name, width) in enumerate(zip(unet.attn_processors, widths, strict=True)):
        if "attn2" in name:  # self and cross attention take turns: the odd numbers
            for key in ("to_k_ip", "to_v_ip"):
                weights[f"ip_adapter.{number}.{key}.weight"] = torch.randn(width, _SD_HIDDEN)
    config = transformers.CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=28,
        patch_size=14,
        projection_dim=hidden,
    )
    (folder / "models").mkdir()
    save_file(weights, folder / "models" / "ip-adapter_sd15.safetensors")
    encoder = transformers.CLIPVisionModelWithProjection(config).eval()
    encoder.save_pretrained(folder / "models" / "image_encoder")


def _t2v_sd(folder: Path) -> None:
    unet = diffusers.UNet3DConditionModel(
        sample_size=8,
        layers_per_block=1,
        block_out_channels=(16, 32),
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
        up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=32,
        attention_head_dim=4,
        norm_num_groups=4,
    )
    scheduler = diffusers.DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, steps_offset=1
    )
    parts = {**clip(32), "vae": image_vae(), "unet": unet, "scheduler": scheduler}
    save(diffusers.TextToVideoSDPipeline(**parts), folder)


def builders() -> dict[str, Callable[[Path], None]]:
    """What makes each checkpoint, by name."""
    from tiny_strangers import STRANGERS  # it saves with what stands here

    return {**_BUILDERS, **STRANGERS}


_BUILDERS: dict[str, Callable[[Path], None]] = {
    "wan": _wan,
    "wan-i2v": _wan_i2v,
    "wan-vace": _wan_vace,
    "wan-5b": _wan_5b,
    "wan-a14b": _wan_a14b,
    "ltx": _ltx,
    "ltx2": _ltx2,
    "sd": _sd,
    "motion-adapter": _motion_adapter,
    "animatediff": _animatediff,
    "ip-adapter": _ip_adapter,
    "t2v-sd": _t2v_sd,
}
